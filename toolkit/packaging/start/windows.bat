@echo off
setlocal DisableDelayedExpansion
set "OGI_HOME=%~dp0."
if not exist "%OGI_HOME%\program\python\python.exe" goto packed
setlocal EnableDelayedExpansion
rem Names of dropped files are read from the command line as Windows gave it: this interpreter would
rem misread an ampersand in them. Called from a console, that line names no file.
set "OGI_COMMAND=!cmdcmdline!"
if not defined OGI_COMMAND goto console
if "!OGI_COMMAND:.bat=!"=="!OGI_COMMAND!" goto console
"!OGI_HOME!\program\python\python.exe" -m toolkit.cli.double_click @ACTION@
rem What follows an ampersand in the command line must not be run: hence not exit /b.
exit !errorlevel!
:console
endlocal
set "OGI_COMMAND="
"%OGI_HOME%\program\python\python.exe" -m toolkit.cli.double_click @ACTION@ %*
exit /b %errorlevel%
:packed
rem This file alone was taken out of the zip. The words are numbers, so that no code page matters.
powershell -NoProfile -Command "-join [char[]](@UNPACK@)"
pause
exit /b 1
