-- Whether bands and stated risks still hold: by indicator each month, by what the evidence came from when the truth is known.

create table out_outside__monthly_indicators (
    month DATE not null,
    indicator VARCHAR not null,
    count INTEGER not null,
    outside_share DOUBLE not null,
    usual_share DOUBLE,
    is_noticed BOOLEAN not null
);

create table out_stated__monthly_sources (
    month DATE not null,
    risk VARCHAR not null,
    source VARCHAR not null,
    stated_month DATE not null,
    count INTEGER not null,
    stated DOUBLE not null,
    happened DOUBLE not null,
    lo INTEGER not null,
    hi INTEGER not null,
    slope DOUBLE,
    slope_error DOUBLE,
    is_off BOOLEAN not null
);
