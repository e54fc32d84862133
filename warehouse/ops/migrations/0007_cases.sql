-- Cases: what people do about a warning. One open case an enterprise; everything that happens to it is an event, and events are never changed.

create table cases (
    id integer primary key,
    uscc text not null, name text not null, street text not null, industry text not null, tier text not null, owner text not null,
    opened_month text not null, opened_on text not null, month text not null, level text not null, kind text not null,
    state text not null check (state in ('to_assign', 'to_visit', 'in_service', 'watched', 'closed', 'sent_back', 'suspended')),
    lead text not null, due_on text not null, until_on text not null default '',
    visits integer not null default 0, first_visited_on text not null default '', last_visited_on text not null default '',
    closing text not null default '', closed_on text not null default '',
    follows integer references cases (id), version integer not null
) strict;
create unique index one_open_case on cases (uscc) where state <> 'closed';
create index cases_by_enterprise on cases (uscc, id);

create table case_people (
    case_id integer not null references cases (id), person text not null, role text not null check (role in ('lead', 'helper')),
    since_on text not null, until_on text not null default ''
) strict;
create unique index one_lead on case_people (case_id) where role = 'lead' and until_on = '';
create unique index one_place on case_people (case_id, person) where until_on = '';

-- `source` names the row of a list or the mail an event came from, so that it is recorded once however often it arrives.
create table case_events (
    number integer primary key, case_id integer not null references cases (id), version integer not null, at text not null,
    actor text not null, door text not null check (door in ('list', 'page', 'command', 'mail', 'program')), action text not null,
    before text not null, after text not null, words text not null, source text unique,
    previous_sha256 text not null, sha256 text not null unique
) strict;
create index events_by_case on case_events (case_id, number);

create table case_visits (
    id integer primary key, case_id integer not null references cases (id), event integer not null references case_events (number),
    uscc text not null, visited_on text not null, visited_by text not null, finding text not null, outcome text not null, note text not null,
    known_on text not null
) strict;
create index visits_by_case on case_visits (case_id, visited_on);
create index visits_by_enterprise on case_visits (uscc, visited_on);

create table case_requests (
    id integer primary key, case_id integer not null references cases (id), event integer not null references case_events (number),
    department text not null, request_class text not null, words text not null, asked_on text not null, receipt_due_on text not null,
    answer_due_on text not null, received_on text not null default '', answered_on text not null default '', answer text not null default ''
) strict;
create index requests_by_case on case_requests (case_id);

create table case_judgements (
    id integer primary key, case_id integer not null references cases (id), event integer not null references case_events (number),
    uscc text not null, month text not null, is_useful integer not null check (is_useful in (0, 1)), words text not null, given_on text not null
) strict;

create table policy_leads (
    id integer primary key, case_id integer not null references cases (id), policy text not null, noted_by text not null,
    noted_on text not null, unique (case_id, policy)
) strict;

create table meeting_items (
    id integer primary key, month text not null, case_id integer references cases (id), cause text not null, asked_of text not null,
    words text not null, decision text not null default '', decided_on text not null default '', due_on text not null default '',
    done_on text not null default '', version integer not null default 1
) strict;

create table absences (person text not null, from_on text not null, to_on text not null, deputy text not null) strict;

create table case_snapshots (
    month text not null, case_id integer not null references cases (id), content text not null, primary key (month, case_id)
) strict;
