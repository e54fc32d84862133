-- Claims known on $as_of, each once.
select uscc, policy, claimed_on, min(known_on) as known_on
from core_claims__event_enterprises
where known_on <= $as_of
group by uscc, policy, claimed_on
order by uscc, claimed_on, policy
