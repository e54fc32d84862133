-- Every revision that came out beside the months (briefs, agendas, editions for readers outside), so that a folder somebody deletes takes
-- neither its number with it nor what it told readers outside.

create table numbered_issues (
    shelf text not null, period text not null, revision integer not null, content_id text not null,
    printed blob not null, printed_sha256 text not null,
    primary key (shelf, period, revision)
) strict;
