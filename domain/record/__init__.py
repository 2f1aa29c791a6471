"""Reading a sender's record: a JSON object in the format of any logger or shipper.

All protocols and the worker use these modules, so a field means the same in every protocol.

    fields     tables of the names that senders use for text, time, level, service and ids
    field      finding a field under one of its names
    times      timestamps in all formats, as nanoseconds since 1970
    levels     level names and numbers, as one of six levels
    trace_ids  trace and span ids in all formats
    texts      values as the text of a log
    lines      the fields of a text that is itself JSON or logfmt
    reading    what is read when a record is accepted, and what is read when it is stored
    examples   inputs and results for these modules, run by the tests
"""
