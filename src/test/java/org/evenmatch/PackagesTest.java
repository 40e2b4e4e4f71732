package org.evenmatch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
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

/** Data flows one way through the packages, and each says what it is for. */
class PackagesTest {
  /** Each imports only those before it. */
  private static final List<String> ORDER =
      List.of(
          "files",
          "definition",
          "match",
          "engine",
          "kernels",
          "kernels.onednn",
          "kernels.cuda",
          "kernels.gpu",
          "network",
          "data",
          "data.fetch",
          "measure",
          "training",
          "report",
          "experiment",
          "run",
          "spark",
          "process",
          "",
          "cli");

  private static final String VENDORS = "org.evenmatch.kernels.*";
  private static final int MOST_LINES = 310;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.evenmatch");

  private static String name(String part) {
    return part.isEmpty() ? "org.evenmatch" : "org.evenmatch." + part;
  }

  @Test
  void importOnlyEarlierOnes() {
    assertThat(CLASSES).hasSizeGreaterThan(200);
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] later =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(PackagesTest::name)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(name(ORDER.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .check(CLASSES);
    }
  }

  @Test
  void haveNoOtherThanTheseAndNoCircle() {
    assertThat(CLASSES.stream().map(one -> one.getPackageName()).distinct())
        .containsExactlyInAnyOrderElementsOf(ORDER.stream().map(PackagesTest::name).toList());
    slices().matching("org.evenmatch.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheCommandLineUsesTheTypesOfTheRoot() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.evenmatch", name("cli"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.evenmatch")
        .check(CLASSES);
  }

  @Test
  void nobodyButTheListOfServicesKnowsAVendorsKernels() throws IOException {
    noClasses()
        .that()
        .resideOutsideOfPackage(VENDORS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(VENDORS)
        .check(CLASSES);
    assertThat(
            Files.readAllLines(
                Path.of(
                    "src/main/resources/META-INF/services/org.evenmatch.kernels.KernelLibrary")))
        .containsExactly(
            "org.evenmatch.kernels.onednn.OneDnnKernels",
            "org.evenmatch.kernels.cuda.CudaKernels",
            "org.evenmatch.kernels.gpu.GpuKernels");
  }

  @Test
  void nobodyButTheListOfThemKnowsAnExperiment() {
    noClasses()
        .that()
        .resideOutsideOfPackage(name("experiment"))
        .should()
        .dependOnClassesThat()
        .haveSimpleName("Shift")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("Budget")
        .check(CLASSES);
    assertThat(
            Stream.of("Sharing", "Shift", "Permute", "TrainingSize", "Budget", "Noise", "Occlusion")
                .map(one -> "org.evenmatch.experiment." + one)
                .map(CLASSES::get)
                .filter(one -> one.getModifiers().toString().contains("PUBLIC")))
        .isEmpty();
  }

  @Test
  void definitionAndMatchKnowNoDeeplearning4j() {
    noClasses()
        .that()
        .resideInAnyPackage(name("files"), name("definition"), name("match"), name("report"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void nobodyButWhatRunsInsideItKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage(name("spark"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(name("spark"))
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..", "org.apache.spark..", "scala..", "org.slf4j..", name("spark"))
        .check(CLASSES);
  }

  @Test
  void onlyProgramsTouchStandardStreamsAndExitAndTheLogsBinding() {
    noClasses()
        .that()
        .resideOutsideOfPackages(name("cli"), name("spark"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(System.class, "in")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("ch.qos.logback..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysItsJobAndFilesStaySmall() throws IOException {
    Path root = Path.of("src/main/java/org/evenmatch");
    for (String part : ORDER) {
      Path info = root.resolve(part.replace('.', '/')).resolve("package-info.java");
      assertThat(Files.readString(info)).as(part).startsWith("/**");
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(MOST_LINES);
        assertThat(file.getFileName().toString()).doesNotContain("Util", "Helper", "Manager");
      }
    }
  }
}
