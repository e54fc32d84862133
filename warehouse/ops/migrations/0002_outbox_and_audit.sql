-- Mails, frozen before their first attempt, and the audit of what became of them.

create table outbox (
    id integer primary key, edition text not null, month text not null, revision integer not null,
    recipient text not null, scope text not null, message_id text not null unique, subject text not null, mail blob not null,
    state text not null check (state in ('pending', 'sending', 'sent', 'failed', 'held')),
    attempts integer not null default 0, reply text not null default '', queued_at text not null, tried_at text not null default '',
    unique (edition, month, revision, recipient, scope)
) strict;
create table audit (
    number integer primary key, at text not null, action text not null, said text not null,
    previous_sha256 text not null, sha256 text not null unique
) strict;
