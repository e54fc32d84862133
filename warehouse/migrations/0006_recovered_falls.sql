-- Whether a fall is over. Evidence is made again from the figures, so what lacks the new column is dropped; risks of the past stay as they were.

delete from feat_activity__monthly_enterprises;

alter table feat_activity__monthly_enterprises add column recovered_share DOUBLE;
alter table feat_activity__monthly_enterprises alter column recovered_share set not null;

alter table pred_risk__monthly_enterprises add column recovered_share DOUBLE;
