-- Of the trouble there is, the part that is leaving; and how far the number of false alarms may be off.

alter table pred_risk__monthly_enterprises add column relocation_share DOUBLE;

alter table out_warnings__monthly_enterprises add column relocation_share DOUBLE;

alter table out_state__monthly_districts add column false_alarms_lo INTEGER;

alter table out_state__monthly_districts add column false_alarms_hi INTEGER;
