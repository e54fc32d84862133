-- The published lists, in their order; what is at stake is left out where its figures came through a locked channel.
create or replace view lists as
with
open_channels as (
    select indicator from schema_channels where not list_contains(locked, channel)
)
select
    strftime(w.month, '%Y-%m') as month, w.rank, w.uscc, w.name, w.level, w.previous_level, w.kind, w.status, w.months_listed, w.operating_risk,
    w.relocation_risk, w.combined_risk,
    case when 'output_value' in (from open_channels) then w.exposure_output_cny_10k end as exposure_output_cny_10k,
    case when 'tax' in (from open_channels) then w.exposure_tax_cny_10k end as exposure_tax_cny_10k,
    case when 'employment' in (from open_channels) then w.exposure_jobs end as exposure_jobs,
    w.district, w.street, w.industry, w.tier, w.owner, w.respond_by_on
from out_warnings__monthly_enterprises w
where w.is_listed and w.month in (select month from out_briefings__monthly_editions)
order by w.month, w.rank
