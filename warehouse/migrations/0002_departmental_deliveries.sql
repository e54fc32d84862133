-- Deliveries as departments send them: bills by account with the map of accounts, payments by line, investment by project; figures
-- that are taken back; what was restated since the last month.

alter table core_observations__monthly_enterprises alter column value drop not null;
alter table raw_quarantine__event_rows add column account VARCHAR;
alter table feat_edits__monthly_observations alter column uscc drop not null;
alter table feat_edits__monthly_observations add column account VARCHAR;
alter table feat_edits__monthly_observations add column rule VARCHAR;
update feat_edits__monthly_observations set rule = 'suspected_typing_error';
alter table feat_edits__monthly_observations alter column rule set not null;
alter table feat_series__monthly_enterprises add column three_month_sum DOUBLE;

create table core_accounts__event_enterprises (
    indicator VARCHAR not null,
    account VARCHAR not null,
    uscc VARCHAR not null,
    account_share DOUBLE,
    valid_from_on DATE,
    valid_to_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_bills__monthly_accounts (
    indicator VARCHAR not null,
    account VARCHAR not null,
    period DATE not null,
    read_from_on DATE,
    read_to_on DATE,
    value DOUBLE,
    received_on DATE,
    known_on DATE not null,
    is_nominal_known BOOLEAN not null,
    channel VARCHAR,
    source VARCHAR,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_payments__event_enterprises (
    uscc VARCHAR not null,
    item VARCHAR,
    sub_item VARCHAR,
    taxed_from_on DATE,
    taxed_to_on DATE,
    paid_on DATE,
    voucher VARCHAR,
    period DATE not null,
    value_cny_10k DOUBLE not null,
    received_on DATE,
    known_on DATE not null,
    is_nominal_known BOOLEAN not null,
    channel VARCHAR,
    source VARCHAR,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_projects__monthly_enterprises (
    uscc VARCHAR not null,
    project VARCHAR,
    period DATE not null,
    value_cny_10k DOUBLE,
    received_on DATE,
    known_on DATE not null,
    is_nominal_known BOOLEAN not null,
    channel VARCHAR,
    source VARCHAR,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table out_restatements__monthly_observations (
    month DATE not null,
    uscc VARCHAR not null,
    indicator VARCHAR not null,
    period DATE not null,
    basis VARCHAR not null,
    old_value DOUBLE not null,
    new_value DOUBLE,
    change_share DOUBLE,
    known_on DATE
);

create table out_revisions__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    restated_count INTEGER not null,
    combined_risk_then DOUBLE,
    combined_risk_now DOUBLE,
    level_then VARCHAR,
    level_now VARCHAR
);
