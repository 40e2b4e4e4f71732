package org.evenmatch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Data flows one way through the packages. */
class PackagesTest {
  private static final List<String> ORDER =
      List.of(
          "spec",
          "match",
          "runtime",
          "network",
          "data",
          "measure",
          "training",
          "report",
          "",
          "cli");
  private static final int MOST_LINES = 330;

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.evenmatch");

  private static String name(String part) {
    return part.isEmpty() ? "org.evenmatch" : "org.evenmatch." + part;
  }

  @Test
  void importOnlyEarlierOnes() {
    assertThat(classes).hasSizeGreaterThan(50);
    for (int i = 0; i < ORDER.size(); i++) {
      String[] later =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(PackagesTest::name)
              .toArray(String[]::new);
      if (later.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(name(ORDER.get(i)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(later)
            .check(classes);
      }
    }
  }

  @Test
  void specAndMatchKnowNoDeeplearning4j() {
    noClasses()
        .that()
        .resideInAnyPackage(name("spec"), name("match"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
        .check(classes);
  }

  @Test
  void onlyTheCommandLineTouchesStandardStreamsAndExit() {
    noClasses()
        .that()
        .resideOutsideOfPackage(name("cli"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(classes);
  }

  @Test
  void everyPackageSaysItsJobAndFilesStaySmall() throws IOException {
    Path root = Path.of("src/main/java/org/evenmatch");
    for (String part : ORDER) {
      assertThat(root.resolve(part).resolve("package-info.java")).exists();
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(MOST_LINES);
        assertThat(file.getFileName().toString()).doesNotContain("Util", "Helper", "Manager");
      }
    }
  }
}
