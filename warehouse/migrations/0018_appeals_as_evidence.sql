-- What is left of open appeals, by what they ask for, and of reported ones that are in the book of appeals too; evidence of earlier months
-- is made anew by the next run, since what it is made from has grown.

alter table feat_risk_features__monthly_enterprises add column appeal_space DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column appeal_cost DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column appeal_permits DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column appeal_labour DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column appeal_repeated DOUBLE default 0;

alter table feat_risk_features__monthly_enterprises alter column appeal_space set not null;
alter table feat_risk_features__monthly_enterprises alter column appeal_cost set not null;
alter table feat_risk_features__monthly_enterprises alter column appeal_permits set not null;
alter table feat_risk_features__monthly_enterprises alter column appeal_labour set not null;
alter table feat_risk_features__monthly_enterprises alter column appeal_repeated set not null;
alter table feat_risk_features__monthly_enterprises alter column appeal_space drop default;
alter table feat_risk_features__monthly_enterprises alter column appeal_cost drop default;
alter table feat_risk_features__monthly_enterprises alter column appeal_permits drop default;
alter table feat_risk_features__monthly_enterprises alter column appeal_labour drop default;
alter table feat_risk_features__monthly_enterprises alter column appeal_repeated drop default;
