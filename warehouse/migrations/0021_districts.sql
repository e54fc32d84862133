-- What came of a month in each district of an installation of many.

create table out_districts__monthly_districts (
    month DATE not null,
    folder VARCHAR not null,
    district VARCHAR not null,
    status VARCHAR not null,
    sentence VARCHAR,
    exit_code INTEGER not null,
    revision INTEGER,
    content_id VARCHAR,
    red_count INTEGER,
    orange_count INTEGER,
    yellow_count INTEGER,
    blue_count INTEGER
);
