-- Visits known on $as_of; a visit entered first and reported on later is one visit.
select uscc, visited_on, visited_by, finding, outcome, note, known_on
from core_visits__event_enterprises
where known_on <= $as_of
qualify row_number() over (
    partition by uscc, visited_on, visited_by
    order by
        known_on desc, (finding is not null)::int + (outcome is not null)::int + (note is not null)::int desc,
        finding desc nulls last, outcome desc nulls last, note desc nulls last, delivery_id, row_number
) = 1
order by uscc, visited_on, visited_by
