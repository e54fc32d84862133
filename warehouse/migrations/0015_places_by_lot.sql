-- A few places are drawn by lot from those just below the cut.

alter table out_warnings__monthly_enterprises add column draw_chance DOUBLE;
