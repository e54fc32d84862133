-- How far people have fallen, how many kinds of reports there are, and what visits found; evidence of earlier months is made anew by the
-- next run, since what it is made from has grown.

alter table feat_risk_features__monthly_enterprises add column people_fall_6_log DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column report_kinds DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column visit_move DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column visit_trouble DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column visit_repeated DOUBLE default 0;

alter table feat_risk_features__monthly_enterprises alter column people_fall_6_log set not null;
alter table feat_risk_features__monthly_enterprises alter column report_kinds set not null;
alter table feat_risk_features__monthly_enterprises alter column visit_move set not null;
alter table feat_risk_features__monthly_enterprises alter column visit_trouble set not null;
alter table feat_risk_features__monthly_enterprises alter column visit_repeated set not null;
alter table feat_risk_features__monthly_enterprises alter column people_fall_6_log drop default;
alter table feat_risk_features__monthly_enterprises alter column report_kinds drop default;
alter table feat_risk_features__monthly_enterprises alter column visit_move drop default;
alter table feat_risk_features__monthly_enterprises alter column visit_trouble drop default;
alter table feat_risk_features__monthly_enterprises alter column visit_repeated drop default;
