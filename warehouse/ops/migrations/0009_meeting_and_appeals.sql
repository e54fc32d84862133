-- What happens to items of the joint meeting and to appeals is kept in chains of events, as with cases; and when an agenda was made.

create table meeting_agendas (month text primary key, moment text not null) strict;
create table meeting_events (
    number integer primary key, record_id integer not null references meeting_items (id), version integer not null, at text not null,
    actor text not null, action text not null, before text not null, after text not null, words text not null,
    previous_sha256 text not null, sha256 text not null unique
) strict;
create index meeting_events_by_item on meeting_events (record_id, number);

-- Appeals as they are dispatched and answered. `origin` says whether one was entered here or came with a delivery; `rung`: who is to see
-- to it, one higher each time the enterprise was not helped.
create table appeals (
    id integer primary key, uscc text not null, name text not null, street text not null, tier text not null, owner text not null,
    case_id integer references cases (id), raised_on text not null, topic text not null, detail text not null,
    origin text not null check (origin in ('entered', 'delivered')),
    state text not null check (state in ('to_dispatch', 'dispatched', 'answered', 'sent_back', 'closed')),
    rung text not null, department text not null default '', appeal_class text not null default '', dispatched_on text not null default '',
    due_on text not null default '', answered_on text not null default '', answer text not null default '',
    is_called_back integer check (is_called_back in (0, 1)), is_helped integer check (is_helped in (0, 1)),
    closed_on text not null default '', attached integer not null default 0, version integer not null,
    unique (uscc, raised_on, topic)
) strict;
create index appeals_by_enterprise on appeals (uscc, topic, raised_on);
create table appeal_events (
    number integer primary key, record_id integer not null references appeals (id), version integer not null, at text not null,
    actor text not null, action text not null, before text not null, after text not null, words text not null,
    previous_sha256 text not null, sha256 text not null unique
) strict;
create index appeal_events_by_appeal on appeal_events (record_id, number);
