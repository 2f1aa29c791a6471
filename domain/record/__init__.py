"""Reading a sender's record: a JSON object in whatever form its logger or shipper writes.

Every protocol and the worker read records here, so a field means the same wherever a record comes from.

    fields     the names of text, time, level, service and ids: the tables
    times      moments in any form, as nanoseconds since 1970
    levels     level names and numbers, as one of six words
    trace_ids  trace and span ids in any form
    texts      values as the text of a log
    lines      the fields of a line that is itself JSON or logfmt
    reading    what is read when a record comes in, and what when it is stored
    examples   what each of these reads; run by the tests
"""
