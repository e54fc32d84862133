-- What was committed to the warehouse, noted outside of it so that a warehouse that lost something cannot vouch for itself;
-- digests of mails and of what editions are mailed and continued from; when everything was last read.

create table warehouse_commits (
    number integer primary key, content text not null, schema integer not null,
    state text not null check (state in ('intended', 'done')),
    previous_sha256 text not null, sha256 text not null
) strict;
create table deep_readings (
    path text primary key, read_at text not null
) strict;
alter table edition_frames add column sha256 text not null default '';
alter table editions add column candidates_sha256 text not null default '';
alter table outbox add column mail_sha256 text not null default '';
