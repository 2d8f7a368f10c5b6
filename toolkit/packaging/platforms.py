"""The machines that a folder is built for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Platform:
    """One kind of machine.

    Attributes:
        name: as given to ``make package PLATFORM=…``.
        wheels: tag by which uv chooses wheels; its last numbers are the oldest glibc of the wheels.
        python: version of the Python that is put in, which the compiled wheels fit.
        machine: name of the processor.
        debian: Debian's name of the processor; empty where Python comes from elsewhere.
        loader: name of the dynamic loader there.
    """

    name: str
    wheels: str
    python: str
    machine: str
    debian: str = ""
    loader: str = ""

    @property
    def windows(self) -> bool:
        """Whether the machine runs Windows."""
        return not self.debian

    @property
    def glibc(self) -> tuple[int, ...]:
        """Oldest C library that the wheels run with."""
        return tuple(int(number) for number in self.wheels.split("_")[-2:])

    @property
    def packages(self) -> PurePosixPath:
        """Where installed packages lie, from the folder of Python."""
        if self.windows:
            return PurePosixPath("Lib/site-packages")
        return PurePosixPath(f"lib/python{self.python}/dist-packages")

    @property
    def library(self) -> PurePosixPath:
        """Where Python's own modules lie, from the folder of Python."""
        return PurePosixPath(f"lib/python{self.python}")


PLATFORMS = {
    platform.name: platform
    for platform in (
        Platform("windows", "x86_64-pc-windows-msvc", "3.13", "x86_64"),
        Platform("linux-x86_64", "x86_64-manylinux_2_28", "3.11", "x86_64", "amd64", "ld-linux-x86-64.so.2"),
        Platform(
            "linux-aarch64", "aarch64-manylinux_2_28", "3.11", "aarch64", "arm64", "ld-linux-aarch64.so.1"
        ),
    )
}
