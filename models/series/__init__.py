"""Comparable monthly series and the calendar; in: observations as known on a day, out: one figure per enterprise, indicator and month."""
