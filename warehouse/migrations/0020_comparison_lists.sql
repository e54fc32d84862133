-- Lists that somebody would have without the program, kept each month beside the published one, and what came of them by quarter.

create table out_comparison_lists__monthly_enterprises (
    month DATE not null,
    list VARCHAR not null,
    uscc VARCHAR not null,
    place_chance DOUBLE not null,
    as_of DATE not null
);

create table out_comparison__quarterly_lists (
    month DATE not null,
    list VARCHAR not null,
    first_month DATE not null,
    last_month DATE,
    due_on DATE not null,
    lists_count INTEGER not null,
    departures_count INTEGER not null,
    places DOUBLE,
    hits DOUBLE,
    hits_lo DOUBLE,
    hits_hi DOUBLE,
    more DOUBLE,
    more_lo DOUBLE,
    more_hi DOUBLE,
    result VARCHAR
);
