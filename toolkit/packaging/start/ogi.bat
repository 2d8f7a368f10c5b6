@"%~dp0program\python\python.exe" -m toolkit.cli.main %*
