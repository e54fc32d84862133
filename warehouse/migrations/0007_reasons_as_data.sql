-- Reasons, measures and clearing conditions are stored as codes and numbers; words are made when a page is made. Words of features stand in
-- the vocabulary. The table of risk features and some of its columns have the names of the field.

alter table feat_activity__monthly_enterprises rename to feat_risk_features__monthly_enterprises;
alter table feat_risk_features__monthly_enterprises rename column paper_log to headcount_only_log;
alter table feat_risk_features__monthly_enterprises rename column pause_log to short_stop_log;
alter table feat_risk_features__monthly_enterprises rename column ahead_3_log to physical_lead_3_log;
alter table feat_risk_features__monthly_enterprises rename column ahead_6_log to physical_lead_6_log;
alter table feat_risk_features__monthly_enterprises rename column ahead_12_log to physical_lead_12_log;

-- Made anew and not updated in place: a table cannot be updated and changed in one transaction.
create table pred_contributions_renamed (
    month DATE not null,
    uscc VARCHAR not null,
    risk VARCHAR not null,
    feature VARCHAR not null,
    feature_value DOUBLE,
    contribution_log_odds DOUBLE not null
);

insert into pred_contributions_renamed
select
    month,
    uscc,
    risk,
    case feature when 'paper' then 'headcount_only' when 'pause' then 'short_stop' when 'ahead' then 'physical_lead' else feature end as feature,
    feature_value,
    contribution_log_odds
from pred_contributions__monthly_enterprises;

drop table pred_contributions__monthly_enterprises;
alter table pred_contributions_renamed rename to pred_contributions__monthly_enterprises;

create table out_model_card_renamed (
    month DATE not null,
    risk VARCHAR not null,
    feature VARCHAR not null,
    coefficient DOUBLE not null,
    prior_mean DOUBLE,
    prior_sd DOUBLE,
    examples_count INTEGER not null,
    positives_count INTEGER not null
);

insert into out_model_card_renamed
select
    month,
    risk,
    case feature when 'paper' then 'headcount_only' when 'pause' then 'short_stop' when 'ahead' then 'physical_lead' else feature end as feature,
    coefficient,
    prior_mean,
    prior_sd,
    examples_count,
    positives_count
from out_model_card__monthly_features;

drop table out_model_card__monthly_features;
alter table out_model_card_renamed rename to out_model_card__monthly_features;

-- What grew was told in a Chinese sentence; rows of the past keep their figures.
create table out_growth_renamed (
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
    indicators VARCHAR,
    has_space_request BOOLEAN not null
);

insert into out_growth_renamed
select
    month,
    uscc,
    kind,
    name,
    street,
    industry,
    output_cny_10k,
    output_yoy_share,
    rise_share,
    since,
    null as indicators,
    coalesce(contains(detail, '空间需求'), false) as has_space_request
from out_growth__monthly_enterprises;

drop table out_growth__monthly_enterprises;
alter table out_growth_renamed rename to out_growth__monthly_enterprises;

-- Sentences go; the chance that a warning comes true either way is a figure of its own. Whether the families agreed is not known of the past.
create table out_warnings_renamed (
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
    respond_by_on DATE,
    true_chance DOUBLE not null,
    family_agreement VARCHAR
);

insert into out_warnings_renamed
select
    month,
    uscc,
    rank,
    name,
    district,
    street,
    industry,
    tier,
    owner,
    owner_email,
    level,
    previous_level,
    kind,
    status,
    months_listed,
    first_listed_on,
    operating_risk,
    relocation_risk,
    combined_risk,
    exposure_output_cny_10k,
    exposure_tax_cny_10k,
    exposure_jobs,
    exposure_output_share,
    exposure_tax_share,
    exposure_jobs_share,
    exposure_class,
    is_listed,
    respond_by_on,
    1 - (1 - coalesce(operating_risk, 0)) * (1 - coalesce(relocation_risk, 0)) as true_chance,
    null as family_agreement
from out_warnings__monthly_enterprises;

drop table out_warnings__monthly_enterprises;
alter table out_warnings_renamed rename to out_warnings__monthly_enterprises;

create table out_reasons__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    place INTEGER not null,
    part INTEGER not null,
    code VARCHAR not null,
    kind VARCHAR not null,
    indicator VARCHAR,
    share DOUBLE,
    months INTEGER,
    since DATE,
    peer_share DOUBLE,
    signal VARCHAR,
    observed_on DATE,
    destination VARCHAR,
    stage VARCHAR,
    feature VARCHAR
);

create table out_measures__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    place INTEGER not null,
    measure VARCHAR not null,
    policy VARCHAR,
    department VARCHAR,
    words_zh VARCHAR,
    words_en VARCHAR
);

create table out_clearings__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    place INTEGER not null,
    code VARCHAR not null,
    indicator VARCHAR,
    value DOUBLE,
    months INTEGER,
    exit_risk DOUBLE
);
