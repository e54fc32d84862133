-- What checks came to, and the published editions with their figures.

create table check_results (
    month text not null, asset text not null, name text not null, severity text not null,
    passed integer not null, observed text not null, meaning text not null,
    primary key (month, asset, name)
) strict;
create table editions (
    month text not null, content_id text not null, as_of text not null, list_sha256 text not null,
    primary key (month, content_id)
) strict;
create table edition_frames (
    month text not null, content_id text not null, name text not null, parquet blob not null,
    primary key (month, content_id, name)
) strict;
create table edition_listed (
    month text not null, content_id text not null, uscc text not null, level text not null,
    primary key (month, content_id, uscc)
) strict;
