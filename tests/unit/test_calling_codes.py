from tests.support.calling_codes import MODULE, source


def test_the_table_of_calling_codes_is_the_librarys() -> None:
    """The committed table agrees with the pinned version of phonenumberslite; `make calling-codes` regenerates it."""
    assert MODULE.read_text(encoding="utf-8") == source()
