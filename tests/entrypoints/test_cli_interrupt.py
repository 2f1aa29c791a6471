"""Ctrl-C ends a command, also when it arrives where Python ignores exceptions."""

import subprocess
import sys
import textwrap

_SECONDS = 60


def test_an_interrupt_in_a_finalizer_ends_the_command() -> None:
    """A KeyboardInterrupt that Python ignores is raised again."""
    program = """
        import signal, time
        from entrypoints.cli.interrupt import certain_interrupts

        class Response:
            def __del__(self):
                signal.raise_signal(signal.SIGINT)

        try:
            with certain_interrupts():
                Response()
                print("ignored", flush=True)
                while True:
                    time.sleep(0.01)
        except KeyboardInterrupt:
            print("ended")
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, timeout=_SECONDS, check=True
    )
    assert done.stdout.split() == [b"ignored", b"ended"]
    assert b"Exception ignored" in done.stderr
