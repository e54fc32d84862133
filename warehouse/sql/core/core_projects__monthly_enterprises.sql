-- Every vintage of a project's total that counts, with the day from which the next one replaces it.
with
days as (
    select
        uscc, project, period, known_on,
        min(value_cny_10k) as value_cny_10k,
        bool_and(is_nominal_known) as is_nominal_known,
        min(channel) as channel,
        min(delivery_id) as delivery_id,
        arg_min(row_number, (delivery_id, row_number)) as row_number
    from core_projects__monthly_enterprises
    group by uscc, project, period, known_on
    -- Two different values known on one day are both set aside, so the vintage before them stays current.
    having count(distinct value_cny_10k) + bool_or(value_cny_10k is null)::int = 1
)
select
    uscc, project, period, value_cny_10k, known_on, is_nominal_known, channel, delivery_id, row_number,
    coalesce(lead(known_on) over (partition by uscc, project, period order by known_on), date '9999-12-31') as known_until
from days
order by uscc, project nulls first, period, known_on
