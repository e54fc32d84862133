-- What came of telling an enterprise of a policy it may be entitled to, with a chain of its own. The table before was filled by nobody.

drop table policy_leads;
create table policy_leads (
    id integer primary key, case_id integer not null references cases (id), uscc text not null, policy text not null, title text not null,
    state text not null check (state in ('told', 'applied', 'granted', 'refused', 'declined')), clause text not null default '',
    told_on text not null default '', claimed_on text not null default '', ended_on text not null default '', version integer not null,
    unique (case_id, policy)
) strict;
create table policy_lead_events (
    number integer primary key, record_id integer not null references policy_leads (id), version integer not null, at text not null,
    actor text not null, action text not null, before text not null, after text not null, words text not null,
    previous_sha256 text not null, sha256 text not null unique
) strict;
create index policy_lead_events_by_lead on policy_lead_events (record_id, number);
