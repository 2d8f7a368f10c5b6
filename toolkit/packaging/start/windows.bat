@echo off
setlocal DisableDelayedExpansion
set "OGI_HOME=%~dp0."
setlocal EnableDelayedExpansion
rem Names of dropped files are read from the command line as Windows gave it: this interpreter would
rem misread an ampersand or a bracket in them.
set "OGI_COMMAND=!cmdcmdline!"
if not exist "!OGI_HOME!\program\python\python.exe" goto packed
"!OGI_HOME!\program\python\python.exe" -m toolkit.cli.double_click @ACTION@
rem What follows an ampersand in the command line must not be run: hence not exit /b.
exit !errorlevel!
:packed
rem This file alone was taken out of the zip. The words are numbers, so that no code page matters.
powershell -NoProfile -Command "-join [char[]](@UNPACK@)"
pause
exit 1
