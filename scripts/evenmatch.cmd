@echo off
rem Starts Evenmatch on Windows; builds it first where it is not built. Exit codes are the program's own.
rem It does not see that sources have changed: delete the folder target then.
setlocal
set "home=%~dp0.."
if exist "%home%\target\classes\org\evenmatch\cli\Main.class" if exist "%home%\target\lib\" goto run
echo evenmatch: building (once; the first time it downloads its libraries) 1>&2
pushd "%home%"
call mvn -B -q -DskipTests process-classes dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=target/lib" 1>&2
if errorlevel 1 goto failed
popd

:run
set "java=java"
if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java"
set "cache=%home%\datasets\cache"
if defined EVENMATCH_CACHE set "cache=%EVENMATCH_CACHE%"
set "options=-XX:+UseParallelGC -XX:-UseAdaptiveSizePolicy"
if defined EVENMATCH_JAVA_OPTS set "options=%EVENMATCH_JAVA_OPTS%"
"%java%" --enable-native-access=ALL-UNNAMED %options% "-Devenmatch.home=%home%" "-Devenmatch.cache=%cache%" -cp "%home%\target\classes;%home%\target\lib\*" org.evenmatch.cli.Main %*
exit /b %errorlevel%

:failed
popd
echo evenmatch: the build failed: see above; it needs a JDK 17 or newer and Maven 3.8 or newer 1>&2
exit /b 1
