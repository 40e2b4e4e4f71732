@echo off
rem Starts Evenmatch on Windows; builds it first where it is not built. Exit codes are the program's own.
setlocal
set "home=%~dp0.."
set "libraries=%home%\lib"
if exist "%libraries%\" goto run

set "libraries=%home%\target\lib"
if exist "%libraries%\evenmatch.jar" goto run
echo evenmatch: building (once; the first time it downloads its libraries) 1>&2
pushd "%home%"
call mvn -B -q -Dmaven.test.skip=true package dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=target/lib" 1>&2
if errorlevel 1 goto failed
copy /y target\evenmatch-*.jar target\lib\evenmatch.jar >nul
if errorlevel 1 goto failed
popd

:run
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" --enable-native-access=ALL-UNNAMED %EVENMATCH_JAVA_OPTS% -XX:+UseParallelGC -XX:-UseAdaptiveSizePolicy "-Devenmatch.home=%home%" "-Devenmatch.cache=%home%\datasets\cache" -cp "%libraries%\*" org.evenmatch.cli.Main %*
exit /b %errorlevel%

:failed
popd
echo evenmatch: the build failed: see above; it needs a JDK 17 or newer and Maven 3.8 or newer 1>&2
exit /b 1
