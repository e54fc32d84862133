-- How many meters a bill or a reading adds up; of those taken in before nobody knows.

alter table core_bills__monthly_accounts add column meters_count INTEGER;
alter table core_readings__daily_accounts add column meters_count INTEGER;
