-- Signals known on $as_of; the same signal delivered with and without a receipt day is one signal, known from the earlier of the two.
select uscc, observed_on, kind, detail, source, destination, from_on, until_on, min(known_on) as known_on
from core_signals__event_enterprises
where known_on <= $as_of
group by uscc, observed_on, kind, detail, source, destination, from_on, until_on
order by uscc, observed_on, kind, detail nulls first, source nulls first, destination nulls first, from_on nulls first, until_on nulls first
