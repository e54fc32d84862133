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
),

judged as (
    select
        *,
        outcome in ('relocated_out', 'closed', 'left_register') as is_gone,
        bool_or(is_recorded and outcome in ('relocated_out', 'closed', 'left_register')) over (partition by uscc) as is_recorded_gone
    from said
    where outcome in ('relocated_out', 'relocated_within', 'closed', 'recovered', 'false_alarm', 'left_register')
)

select uscc, occurred_on, outcome, note, known_on
from judged
where
    is_recorded
    or not is_gone
    or (
        -- One leaves once: a record of it stands, else the first visit that found nobody there.
        not is_recorded_gone
        -- Whoever is met later, or is said later to be there, has not gone: the visit is taken back by another one.
        and not exists (
            select 1 from visits as later
            where
                later.uscc = judged.uscc
                and coalesce(later.outcome, '') not in ('relocated_out', 'closed', 'left_register')
                and (later.visited_on > judged.occurred_on or later.known_on > judged.known_on)
        )
    )
qualify
    (
        is_recorded or not is_gone
        or row_number() over (partition by uscc, is_recorded, is_gone order by occurred_on, outcome, known_on) = 1
    )
    and row_number() over (
        partition by uscc, occurred_on, outcome
        order by is_recorded desc, known_on desc, note desc nulls last, delivery_id, row_number
    ) = 1
order by uscc, occurred_on, outcome
