-- The forecasters' tournament, by quarter.

create table out_tournament__quarterly_classes (
    month DATE not null,
    indicator VARCHAR not null,
    size_class VARCHAR not null,
    forecaster VARCHAR not null,
    scaled_error DOUBLE not null,
    screening_error DOUBLE not null,
    series_count INTEGER not null,
    forecasts_count INTEGER not null,
    fallback_count INTEGER not null,
    bounded_count INTEGER not null,
    capped_count INTEGER not null,
    is_chosen BOOLEAN not null,
    as_of DATE not null
);
