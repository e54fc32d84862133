-- The first tables, one for each contract; meanings stand in warehouse/tables and reach the database as comments.

create table raw_batches__event_ingests (
    batch_id BIGINT not null,
    ingested_on DATE not null,
    files_count BIGINT not null,
    rows_in BIGINT not null,
    rows_stored BIGINT not null,
    rows_refused BIGINT not null,
    rows_duplicate BIGINT not null,
    stored_total BIGINT not null
);

create table raw_deliveries__event_files (
    delivery_id VARCHAR not null,
    batch_id BIGINT not null,
    file_name VARCHAR not null,
    content_sha256 VARCHAR not null,
    reading INTEGER not null,
    layout VARCHAR,
    table_name VARCHAR,
    ingested_on DATE not null,
    rows_in BIGINT not null,
    rows_stored BIGINT not null,
    rows_refused BIGINT not null,
    rows_duplicate BIGINT not null,
    ignored_columns VARCHAR
);

create table raw_quarantine__event_rows (
    delivery_id VARCHAR not null,
    file_name VARCHAR not null,
    row_number BIGINT,
    action VARCHAR not null,
    rule VARCHAR not null,
    reason VARCHAR not null,
    uscc VARCHAR,
    indicator VARCHAR,
    period VARCHAR,
    value_text VARCHAR,
    reconsider_on DATE,
    content_key VARCHAR,
    quarantined_on DATE not null
);

create table core_appeals__event_enterprises (
    uscc VARCHAR not null,
    raised_on DATE not null,
    topic VARCHAR not null,
    detail VARCHAR,
    handled_by VARCHAR,
    closed_on DATE,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_claims__event_enterprises (
    uscc VARCHAR not null,
    policy VARCHAR not null,
    claimed_on DATE not null,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_observations__monthly_enterprises (
    uscc VARCHAR not null,
    indicator VARCHAR not null,
    period DATE not null,
    basis VARCHAR not null,
    covers_months TINYINT,
    value DOUBLE not null,
    same_period_last_year DOUBLE,
    received_on DATE,
    known_on DATE not null,
    is_nominal_known BOOLEAN not null,
    channel VARCHAR,
    source VARCHAR,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_outcomes__event_enterprises (
    uscc VARCHAR not null,
    occurred_on DATE not null,
    outcome VARCHAR not null,
    note VARCHAR,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_policies__event_policies (
    policy VARCHAR not null,
    title VARCHAR not null,
    topic VARCHAR,
    summary VARCHAR,
    department VARCHAR,
    contact VARCHAR,
    industry VARCHAR,
    tier VARCHAR,
    valid_from_on DATE,
    valid_to_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_register__event_enterprises (
    uscc VARCHAR not null,
    name VARCHAR not null,
    district VARCHAR,
    industry VARCHAR,
    industry_division VARCHAR,
    street VARCHAR,
    park VARCHAR,
    tier VARCHAR,
    owner VARCHAR,
    owner_email VARCHAR,
    registered_on DATE,
    left_register_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_signals__event_enterprises (
    uscc VARCHAR not null,
    observed_on DATE not null,
    kind VARCHAR not null,
    detail VARCHAR,
    source VARCHAR,
    destination VARCHAR,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table core_visits__event_enterprises (
    uscc VARCHAR not null,
    visited_on DATE not null,
    visited_by VARCHAR not null,
    finding VARCHAR,
    outcome VARCHAR,
    note VARCHAR,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

create table feat_activity__monthly_enterprises (
    month DATE not null,
    as_of DATE not null,
    uscc VARCHAR not null,
    inputs_hash VARCHAR not null,
    decline_log_odds DOUBLE not null,
    leaving_log_odds DOUBLE not null,
    bookings_log_odds DOUBLE not null,
    onset_months DOUBLE not null,
    physical_log DOUBLE not null,
    booked_log DOUBLE not null,
    evidence_output_value DOUBLE not null,
    evidence_value_added DOUBLE not null,
    evidence_fixed_investment DOUBLE not null,
    evidence_tax DOUBLE not null,
    evidence_employment DOUBLE not null,
    evidence_electricity DOUBLE not null,
    evidence_water DOUBLE not null,
    evidence_gas DOUBLE not null,
    known_indicators DOUBLE not null,
    fallen_3_share DOUBLE not null,
    fallen_6_share DOUBLE not null,
    noise_log DOUBLE not null,
    investment_log DOUBLE not null,
    silence_months DOUBLE not null,
    signal_outside_investment DOUBLE not null,
    signal_lease_ending DOUBLE not null,
    signal_recruiting_outside DOUBLE not null,
    signal_address_change DOUBLE not null,
    signal_equipment_disposal DOUBLE not null,
    signal_land_purchase_outside DOUBLE not null,
    signal_headcount_transfer DOUBLE not null,
    signal_appeal DOUBLE not null,
    signal_visit_note DOUBLE not null
);

create table feat_edits__monthly_observations (
    month DATE not null,
    uscc VARCHAR not null,
    indicator VARCHAR not null,
    period DATE not null,
    basis VARCHAR not null,
    value DOUBLE not null,
    factor DOUBLE not null,
    delivery_id VARCHAR not null,
    file_name VARCHAR not null,
    row_number BIGINT not null,
    reason VARCHAR not null
);

create table feat_evidence__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    indicator VARCHAR not null,
    family VARCHAR not null,
    value DOUBLE,
    expected DOUBLE,
    ratio_share DOUBLE,
    gap_1_log DOUBLE,
    gap_3_log DOUBLE,
    gap_6_log DOUBLE,
    gap_12_log DOUBLE,
    peer_gap_log DOUBLE,
    peer_percentile_share DOUBLE,
    p_value DOUBLE,
    is_anomalous BOOLEAN not null,
    duration_months INTEGER not null,
    onset DATE,
    silent_months INTEGER not null,
    yoy_share DOUBLE
);

create table feat_expected__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    indicator VARCHAR not null,
    horizon_months TINYINT not null,
    expected DOUBLE,
    lo_80 DOUBLE,
    hi_80 DOUBLE,
    lo_95 DOUBLE,
    hi_95 DOUBLE,
    is_fallback BOOLEAN not null
);

create table feat_series__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    indicator VARCHAR not null,
    period DATE not null,
    value DOUBLE,
    flags VARCHAR not null,
    growth_base DOUBLE,
    expected DOUBLE,
    lo_80 DOUBLE,
    hi_80 DOUBLE,
    lo_95 DOUBLE,
    hi_95 DOUBLE
);

create table pred_contributions__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    risk VARCHAR not null,
    feature VARCHAR not null,
    label VARCHAR not null,
    feature_value DOUBLE,
    contribution_log_odds DOUBLE not null
);

create table pred_risk__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    operating_risk DOUBLE,
    relocation_risk DOUBLE,
    combined_risk DOUBLE,
    activity_share DOUBLE,
    onset DATE,
    relocation_stage VARCHAR,
    relocation_form VARCHAR,
    out_of_scope VARCHAR
);

create table out_bands__monthly_indicators (
    month DATE not null,
    indicator VARCHAR not null,
    size_class VARCHAR not null,
    horizon_months TINYINT not null,
    nominal_share DOUBLE not null,
    covered_share DOUBLE,
    count INTEGER not null
);

create table out_briefings__monthly_editions (
    month DATE not null,
    revision INTEGER not null,
    content_id VARCHAR not null,
    as_of DATE not null,
    published_at TIMESTAMP not null,
    warnings_count INTEGER not null,
    file_count INTEGER not null
);

create table out_calibration__monthly_deciles (
    month DATE not null,
    risk VARCHAR not null,
    decile INTEGER not null,
    predicted_mean DOUBLE not null,
    observed_share DOUBLE not null,
    count INTEGER not null
);

create table out_coverage__monthly_sources (
    month DATE not null,
    district VARCHAR,
    indicator VARCHAR not null,
    expected_count INTEGER not null,
    arrived_count INTEGER not null,
    arrival_share DOUBLE,
    latest_period DATE,
    age_months INTEGER,
    set_aside_count INTEGER not null,
    restated_count INTEGER not null,
    status VARCHAR not null
);

create table out_district__monthly_indicators (
    month DATE not null,
    district VARCHAR,
    indicator VARCHAR not null,
    period DATE not null,
    total DOUBLE,
    yoy_share DOUBLE,
    reporting_count INTEGER not null
);

create table out_growth__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    kind VARCHAR not null,
    name VARCHAR not null,
    street VARCHAR,
    industry VARCHAR,
    output_cny_10k DOUBLE,
    output_yoy_share DOUBLE,
    rise_share DOUBLE,
    since DATE,
    detail VARCHAR
);

create table out_model_card__monthly_features (
    month DATE not null,
    risk VARCHAR not null,
    feature VARCHAR not null,
    label VARCHAR not null,
    coefficient DOUBLE not null,
    prior_mean DOUBLE,
    prior_sd DOUBLE,
    examples_count INTEGER not null,
    positives_count INTEGER not null
);

create table out_state__monthly_districts (
    month DATE not null,
    district VARCHAR,
    is_down BOOLEAN not null,
    gap_share DOUBLE,
    since DATE,
    enterprises_count INTEGER not null,
    expected_false_alarms DOUBLE
);

create table out_warnings__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    rank INTEGER,
    name VARCHAR not null,
    district VARCHAR,
    street VARCHAR,
    industry VARCHAR,
    tier VARCHAR,
    owner VARCHAR,
    owner_email VARCHAR,
    level VARCHAR,
    previous_level VARCHAR,
    kind VARCHAR,
    status VARCHAR,
    months_listed INTEGER,
    first_listed_on DATE,
    operating_risk DOUBLE,
    relocation_risk DOUBLE,
    combined_risk DOUBLE,
    exposure_output_cny_10k DOUBLE,
    exposure_tax_cny_10k DOUBLE,
    exposure_jobs DOUBLE,
    exposure_output_share DOUBLE,
    exposure_tax_share DOUBLE,
    exposure_jobs_share DOUBLE,
    exposure_class VARCHAR,
    is_listed BOOLEAN not null,
    reasons VARCHAR,
    measures VARCHAR,
    respond_by_on DATE,
    clears_when VARCHAR
);
