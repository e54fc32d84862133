-- Both risks of every enterprise in every published month. Service leads, not findings.
create or replace view risks as
select strftime(p.month, '%Y-%m') as month, p.uscc, e.name, p.operating_risk, p.relocation_risk, p.combined_risk, p.activity_share, p.onset,
    p.relocation_stage, p.relocation_form, p.out_of_scope, p.relocation_share
from pred_risk__monthly_enterprises p
left join enterprises e using (uscc)
where p.month in (select month from out_briefings__monthly_editions)
order by p.month, p.uscc
