-- How the indicators have fallen together. Evidence is made again from the figures, so what lacks the new columns is dropped.

delete from feat_activity__monthly_enterprises;

alter table feat_activity__monthly_enterprises add column fall_1_errors DOUBLE;
alter table feat_activity__monthly_enterprises add column fall_3_errors DOUBLE;
alter table feat_activity__monthly_enterprises add column fall_6_errors DOUBLE;
alter table feat_activity__monthly_enterprises add column fall_12_errors DOUBLE;
alter table feat_activity__monthly_enterprises add column second_fall_12_errors DOUBLE;
alter table feat_activity__monthly_enterprises add column fall_12_log DOUBLE;
alter table feat_activity__monthly_enterprises add column fall_18_log DOUBLE;
alter table feat_activity__monthly_enterprises add column ahead_3_log DOUBLE;
alter table feat_activity__monthly_enterprises add column ahead_6_log DOUBLE;
alter table feat_activity__monthly_enterprises add column ahead_12_log DOUBLE;
alter table feat_activity__monthly_enterprises add column paper_log DOUBLE;
alter table feat_activity__monthly_enterprises add column pause_log DOUBLE;

alter table feat_activity__monthly_enterprises alter column fall_1_errors set not null;
alter table feat_activity__monthly_enterprises alter column fall_3_errors set not null;
alter table feat_activity__monthly_enterprises alter column fall_6_errors set not null;
alter table feat_activity__monthly_enterprises alter column fall_12_errors set not null;
alter table feat_activity__monthly_enterprises alter column second_fall_12_errors set not null;
alter table feat_activity__monthly_enterprises alter column fall_12_log set not null;
alter table feat_activity__monthly_enterprises alter column fall_18_log set not null;
alter table feat_activity__monthly_enterprises alter column ahead_3_log set not null;
alter table feat_activity__monthly_enterprises alter column ahead_6_log set not null;
alter table feat_activity__monthly_enterprises alter column ahead_12_log set not null;
alter table feat_activity__monthly_enterprises alter column paper_log set not null;
alter table feat_activity__monthly_enterprises alter column pause_log set not null;
