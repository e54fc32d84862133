-- The number each reader's copies carry.

create table copies (
    number integer primary key, recipient text not null, scope text not null, unique (recipient, scope)
) strict;
