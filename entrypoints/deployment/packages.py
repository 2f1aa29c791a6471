"""The packages that `sam build` has created, and the processor that they are for."""

from pathlib import Path

BUILT = Path(".aws-sam/build")
# https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html: `e_machine`, two bytes at offset 18.
_MACHINES = {183: "arm64", 62: "x86_64"}
_MACHINE = slice(18, 20)


def architectures(folder: Path) -> set[str]:
    """Return the processors for which the folder has shared objects, by Lambda's names."""
    machines = {
        int.from_bytes(path.read_bytes()[_MACHINE], "little") for path in folder.rglob("*") if ".so" in path.suffixes
    }
    return {_MACHINES.get(machine, f"machine {machine}") for machine in machines}
