-- The page for cases: who may open it, who has it open, and who tried in vain. Secrets are kept as digests alone.

create table desk_accounts (
    email text primary key, passphrase_sha text not null, salt text not null, cost text not null, set_at text not null
) strict;

create table desk_invitations (
    token_sha256 text primary key, email text not null, made_at text not null, expires_at text not null, used_at text not null default ''
) strict;

create table desk_sessions (
    token_sha256 text primary key, email text not null, scope text not null, begun_at text not null, expires_at text not null,
    ended_at text not null default ''
) strict;
create index desk_sessions_by_person on desk_sessions (email, ended_at);

create table desk_failures (at text not null, email text not null, address text not null) strict;
create index desk_failures_by_person on desk_failures (email, at);
create index desk_failures_by_address on desk_failures (address, at);
