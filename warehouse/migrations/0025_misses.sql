-- Departures that the lists before them had not named in time, why, and how they stood in the months before.

create table out_misses__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    district VARCHAR,
    outcome VARCHAR not null,
    occurred_on DATE not null,
    known_on DATE not null,
    cause VARCHAR not null,
    lists_count INTEGER not null,
    listed_count INTEGER not null,
    risk VARCHAR,
    nearest_month DATE,
    combined_risk DOUBLE,
    cut_risk DOUBLE,
    places_needed INTEGER,
    places_count INTEGER,
    lacking_log_odds DOUBLE,
    is_candidate BOOLEAN,
    is_at_cut BOOLEAN,
    strongest_feature VARCHAR,
    strongest_log_odds DOUBLE,
    needed_log_odds DOUBLE,
    against_feature VARCHAR,
    against_log_odds DOUBLE,
    late_record VARCHAR,
    late_kind VARCHAR,
    late_happened_on DATE,
    late_known_on DATE
);

create table out_miss_months__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    list_month DATE not null,
    listed_on DATE not null,
    operating_risk DOUBLE,
    relocation_risk DOUBLE,
    combined_risk DOUBLE,
    risk_rank INTEGER,
    judged_count INTEGER not null,
    is_candidate BOOLEAN not null,
    is_listed BOOLEAN not null,
    out_of_scope VARCHAR
);
