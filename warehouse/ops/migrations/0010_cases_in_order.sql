-- People look at cases by the day that comes first, page by page: the order and everything they search by stand in one index.

create index cases_in_order on cases (
    (case when state = 'closed' then 1 else 0 end), due_on, id, state, level, street, name, uscc, tier, owner, lead
);
create index cases_by_place on cases (street, tier, owner, lead);
