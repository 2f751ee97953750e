@echo off
rem Starts the whole site; the options are those of tools/launcher (see --help).
where node >nul 2>nul
if errorlevel 1 (
  echo Palang needs Node 20 or newer: https://nodejs.org/ 1>&2
  exit /b 1
)
node "%~dp0tools\start.mjs" %*
exit /b %errorlevel%
