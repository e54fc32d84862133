-- Appeals known on $as_of; an appeal delivered open and later closed is one appeal, open until its closing day.
select
    uscc, raised_on, topic, detail, handled_by,
    case when closed_on <= $as_of then closed_on end as closed_on,
    known_on
from core_appeals__event_enterprises
where known_on <= $as_of
qualify row_number() over (
    partition by uscc, raised_on, topic
    order by
        known_on desc, (closed_on <= $as_of) desc nulls last, closed_on desc nulls last,
        detail desc nulls last, handled_by desc nulls last, delivery_id, row_number
) = 1
order by uscc, raised_on, topic
