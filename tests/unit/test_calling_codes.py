from tests.support.calling_codes import MODULE, source


def test_the_table_of_calling_codes_is_the_librarys() -> None:
    """The committed table is that of the phonenumberslite that is pinned; `make calling-codes` writes it anew."""
    assert MODULE.read_text(encoding="utf-8") == source()
