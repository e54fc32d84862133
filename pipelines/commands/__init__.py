"""What each verb of the command line does, one module a verb: words in, a report to print out; nothing here prints."""
