-- The readings of the half year before $as_of, as they were known on it; older days answer no question that is asked of days.
with
known as (
    select *
    from core_readings__daily_accounts
    where known_on <= $as_of and read_on <= $as_of and read_on > $as_of - interval 190 day
),
settled as (
    -- A value that a person released counts from that day on, unless a newer one was known by then; of several the last decision.
    select o.* replace (greatest(s.known_on, o.known_on) as known_on)
    from known o
    join raw_settlements__event_rows s on s.delivery_id = o.delivery_id and s.row_number = o.row_number
    where s.action = 'release' and s.kind = 'clash' and s.known_on <= $as_of and not exists (
        select 1
        from known n
        where n.indicator = o.indicator and n.uscc is not distinct from o.uscc and n.account is not distinct from o.account
            and n.read_on = o.read_on and n.known_on > o.known_on and n.known_on <= s.known_on
    )
    qualify s.settlement_number = max(s.settlement_number) over (
        partition by o.indicator, o.uscc, o.account, o.read_on, greatest(s.known_on, o.known_on)
    )
),
facts as (
    select *
    from known o
    anti join settled s on s.indicator = o.indicator and s.uscc is not distinct from o.uscc and s.account is not distinct from o.account
        and s.read_on = o.read_on and s.known_on = o.known_on
    union all by name
    select * from settled
),
days as (
    select
        indicator, uscc, account, read_on, known_on,
        max(covers_days) as covers_days,
        min(value) as value,
        bool_and(is_nominal_known) as is_nominal_known,
        min(channel) as channel,
        min(delivery_id) as delivery_id,
        arg_min(row_number, delivery_id) as row_number
    from facts
    group by indicator, uscc, account, read_on, known_on
    -- Two different values known on one day are both set aside, so the vintage before them stays current.
    having count(value) = 0 or (count(value) = count(*) and min(value) = max(value))
)
select indicator, uscc, account, read_on, covers_days, value, known_on, is_nominal_known, channel, delivery_id, row_number
from (
    from days
    qualify row_number() over (partition by indicator, uscc, account, read_on order by known_on desc) = 1
)
-- A reading taken back is a vintage without a value: it ends the one before it and is none itself.
where value is not null
order by indicator, uscc nulls first, account nulls first, read_on
