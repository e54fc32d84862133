-- Readings of meters by the day or the week, beside the bills, and what the newest days say; evidence of earlier months is made anew by the
-- next run, since what it is made from has grown.

create table core_readings__daily_accounts (
    indicator VARCHAR not null,
    uscc VARCHAR,
    account VARCHAR,
    read_on DATE not null,
    covers_days TINYINT,
    value DOUBLE,
    received_on DATE,
    known_on DATE not null,
    is_nominal_known BOOLEAN not null,
    channel VARCHAR,
    source VARCHAR,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

alter table feat_risk_features__monthly_enterprises add column recent_electricity_errors DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column running_electricity_errors DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column recent_electricity_log DOUBLE default 0;
alter table feat_risk_features__monthly_enterprises add column recent_electricity_low_days DOUBLE default 0;

alter table feat_risk_features__monthly_enterprises alter column recent_electricity_errors set not null;
alter table feat_risk_features__monthly_enterprises alter column running_electricity_errors set not null;
alter table feat_risk_features__monthly_enterprises alter column recent_electricity_log set not null;
alter table feat_risk_features__monthly_enterprises alter column recent_electricity_low_days set not null;
alter table feat_risk_features__monthly_enterprises alter column recent_electricity_errors drop default;
alter table feat_risk_features__monthly_enterprises alter column running_electricity_errors drop default;
alter table feat_risk_features__monthly_enterprises alter column recent_electricity_log drop default;
alter table feat_risk_features__monthly_enterprises alter column recent_electricity_low_days drop default;
