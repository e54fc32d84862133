-- Outcomes known on $as_of: those recorded as such, and those a visit found. Remarks differ between copies of one outcome, so the
-- latest remark stands, and a record stands before a visit.
with visits as (
    {core_visits__event_enterprises}
),

said as (
    select uscc, occurred_on, outcome, note, known_on, delivery_id, row_number, true as is_recorded
    from core_outcomes__event_enterprises
    where known_on <= $as_of
    union all
    -- A false alarm is found and need not be answered; everything else counts only as what came of the visit.
    select
        uscc, visited_on, unnest(list_distinct([outcome, case when finding = 'false_alarm' then finding end])), note, known_on,
        null, null, false
    from visits
)

select uscc, occurred_on, outcome, note, known_on
from said
where outcome in ('relocated_out', 'relocated_within', 'closed', 'recovered', 'false_alarm', 'left_register')
-- One leaves once: a later visit that finds nobody there is no second departure.
qualify
    (
        is_recorded
        or outcome not in ('relocated_out', 'closed', 'left_register')
        or occurred_on = min(occurred_on) over (partition by uscc, outcome)
    )
    and row_number() over (
        partition by uscc, occurred_on, outcome
        order by is_recorded desc, known_on desc, note desc nulls last, delivery_id, row_number
    ) = 1
order by uscc, occurred_on, outcome
