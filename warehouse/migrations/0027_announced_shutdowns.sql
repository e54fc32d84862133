-- Notices of planned overhauls among the reported signals, and what they say of a month; evidence of earlier months is made anew by the
-- next run, since what it is made from has grown.

alter table core_signals__event_enterprises add column from_on DATE;
alter table core_signals__event_enterprises add column until_on DATE;

alter table feat_risk_features__monthly_enterprises add column shutdown_announced DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column shutdown_overrun_log DOUBLE default 0;

alter table feat_risk_features__monthly_enterprises alter column shutdown_announced set not null;
alter table feat_risk_features__monthly_enterprises alter column shutdown_overrun_log set not null;
alter table feat_risk_features__monthly_enterprises alter column shutdown_announced drop default;
alter table feat_risk_features__monthly_enterprises alter column shutdown_overrun_log drop default;
